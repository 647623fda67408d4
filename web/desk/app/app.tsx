// Everything that stands around the pages: theme, words, cache, toasts, routes.
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { queryClient } from "../query";
import { cssVariables, theme } from "../ui/theme";
import { nonce } from "./nonce";
import { router } from "./router";

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
        <Notifications position="top-right" limit={3} autoClose={6000} zIndex={500} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
