import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Two projects, because the desk's TSX is React's and the widget's is Preact's. A page is made only for the files that
// need one (TSX, and those that say so in their first line): making it costs more than their tests.
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        test: {
          name: "desk",
          environment: "node",
          include: ["desk/**/*.test.{ts,tsx}", "wire/**/*.test.ts", "tests/**/*.test.ts"],
          setupFiles: ["./desk/setup.test-env.ts"],
        },
      },
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "widget",
          environment: "node",
          include: ["widget/**/*.test.{ts,tsx}"],
        },
      },
    ],
    pool: "threads",
    passWithNoTests: true,
  },
});
