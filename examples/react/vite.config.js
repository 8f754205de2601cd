import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Yeoul answers pages of its own origin only. While you develop, Vite passes /api on, WebSockets
// too; in production the proxy in front of both does, or python/own_server.py.
const target = process.env.YEOUL_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": { target, ws: true } } },
});
