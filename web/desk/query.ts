// The one place where the server's state lives on the desk.
import { notifyManager, QueryClient } from "@tanstack/react-query";
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

/** When what was put in here just now is drawn: a field that lets go of its own copy by then shows no older one. */
export const drawn = (): Promise<void> => new Promise((done) => notifyManager.schedule(done));
