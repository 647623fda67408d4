/** The frame: reads its configuration, meets the page around it, draws. */
import { render } from "preact";
import type { ToFrame, WidgetConfig } from "../bridge";
import { openApi } from "./api";
import { App } from "./app";
import { openChat } from "./chat";
import { fetchExtras } from "./fetch-extras";
import { openAddresses } from "./files";
import { meetHost } from "./host";
import { openKeep } from "./storage";
import css from "./styles/all.css?inline";
import { dress } from "./theme";
import { RoomContext } from "./use";
import { wear } from "./wear";
import { say, speak } from "./words";

function begin() {
  const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}") as WidgetConfig;
  const root = document.getElementById("app") as HTMLElement;
  const fixed = config.language === "auto" ? null : config.language;
  wear(css);
  dress(config.colour);
  document.title = config.title || say("chat");

  const host = meetHost(config, hear);
  if (!host) {
    root.textContent = say("refused");
    return;
  }
  const { alone, tell } = host;
  const keep = openKeep(config.key);
  const api = openApi(`/w/${config.key}`, keep.token);
  const ring = () => void fetchExtras().then((extras) => extras.ring());
  const chat = openChat({ api, keep, tell, site: host.origin, ring });
  const room = { chat, addresses: openAddresses(api) };
  const close = () => {
    if (alone) return;
    chat.close();
    tell({ type: "close" });
  };

  function hear(said: ToFrame) {
    if (said.type === "host") {
      chat.begin(said);
      if (said.open) chat.open(said.full);
      // The words of another language are fetched while the start is under way.
      speak(fixed ?? said.language).then(draw);
    } else if (said.type === "open") chat.open(said.full);
    else if (said.type === "close") chat.close();
    else if (said.type === "page") chat.visit(said.page);
    else chat.identify(said.jwt);
  }

  function draw() {
    root.replaceChildren();
    render(
      <RoomContext.Provider value={room}>
        <App name={config.title} alone={alone} onClose={close} />
      </RoomContext.Provider>,
      root,
    );
  }

  if (alone) {
    chat.begin({ page: null, language: fixed ?? navigator.language, identity: null });
    chat.open(true);
    speak(fixed ?? navigator.language).then(draw);
  } else tell({ type: "ready" });
}

begin();
