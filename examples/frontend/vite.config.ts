import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// No proxy: the browser asks the mock on its own port, from another origin, as it would ask the real backend.
export default defineConfig({
  plugins: [react()],
  server: { host: "127.0.0.1", port: 5173 },
  preview: { host: "127.0.0.1", port: 4173 },
});
