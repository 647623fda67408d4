import "./ui/stylesheets";
import { createRoot } from "react-dom/client";
import { App } from "./app/app";
import { firstLanguage, speak } from "./words";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

speak(firstLanguage()).then(() => createRoot(root).render(<App />));
