// The one place where the server's state lives on the desk.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      // A refusal stays one however often it is asked; only the network and an overloaded server are worth a retry.
      retry: (failures, error) => failures < 3 && (!(error instanceof ApiError) || error.passing),
      refetchOnWindowFocus: true,
    },
  },
});
