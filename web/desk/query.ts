// The one place where the server's state lives on the desk.
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api";

/** A refusal stays one however often it is asked; only the network and an overloaded server are worth a retry. */
export const worthARetry = (failures: number, error: Error): boolean =>
  failures < 3 && (!(error instanceof ApiError) || error.passing);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      gcTime: 5 * 60_000,
      retry: worthARetry,
      refetchOnWindowFocus: true,
    },
  },
});
