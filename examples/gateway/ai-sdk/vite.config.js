import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Vite passes /api on, so that page and server are one origin; in production a proxy does.
const target = process.env.YEOUL_URL ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/api": { target } } },
});
