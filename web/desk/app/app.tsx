// Everything that stands around the pages: theme, words, cache, toasts, routes.
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { queryClient } from "../query";
import { toasts } from "../ui/notify";
import { cssVariables, theme } from "../ui/theme";
import { nonce } from "./nonce";
import { router } from "./router";

const Toasts = lazy(toasts);
const schemes = localStorageColorSchemeManager({ key: "deskbell.scheme" });

export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <Toasts />
        </Suspense>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
