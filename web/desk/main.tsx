import "./ui/stylesheets";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { meQuery } from "./app/me";
import { queryClient } from "./query";
import { firstLanguage, speak } from "./words";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// Whoever is signed in needs these next; asked for now, they come together instead of one after another.
if (!/^\/(sign-in|set-up|links)\b/.test(location.pathname)) {
  void import("./app/shell");
  if (!location.pathname.startsWith("/settings")) void import("./sessions");
  void queryClient.prefetchQuery({ ...meQuery, retry: false });
}

speak(firstLanguage()).then(() => createRoot(root).render(<App />));
