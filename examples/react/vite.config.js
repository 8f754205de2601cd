import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// By default Yeoul answers pages of its own origin only. So Vite passes /api on, WebSockets too; in
// production the proxy in front of both does, or python/own_server.py. A server that is started with
// --allowed-origins http://localhost:5173 is asked without that: VITE_YEOUL_URL says where it is.
const target = process.env.YEOUL_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": { target, ws: true } } },
});
