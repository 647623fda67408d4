import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// Two projects, because the desk's TSX is React's and the widget's is Preact's.
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        test: {
          name: "desk",
          environment: "happy-dom",
          include: ["desk/**/*.test.{ts,tsx}", "wire/**/*.test.ts", "tests/**/*.test.ts"],
          setupFiles: ["./desk/setup.test-env.ts"],
        },
      },
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "widget",
          environment: "happy-dom",
          include: ["widget/**/*.test.{ts,tsx}"],
        },
      },
    ],
    passWithNoTests: true,
  },
});
