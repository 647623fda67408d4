/** The frame's end of the bridge. Speaks to exactly one origin: the one that may embed the channel and does. */
import { readToFrame, type ToFrame, type ToHost, type WidgetConfig } from "../bridge";

export interface Host {
  /** The embedding site's origin; our own when the frame stands alone. */
  origin: string;
  alone: boolean;
  tell(said: ToHost): void;
}

/** @returns null when the page around is not one of the channel's sites. */
export function meetHost(config: WidgetConfig, hear: (said: ToFrame) => void): Host | null {
  const alone = window.parent === window;
  const origin = alone ? location.origin : claimed();
  const real = location.ancestorOrigins?.[0];
  if (!origin || (!alone && real && real !== origin)) return null;
  if (!alone && config.sites && origin !== location.origin && !config.sites.includes(origin)) return null;
  addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== origin) return;
    const said = readToFrame(event.data);
    if (said) hear(said);
  });
  return {
    origin,
    alone,
    tell(said) {
      if (!alone) window.parent.postMessage(said, origin);
    },
  };
}

/** A false claim gains nothing: the browser delivers our words to that origin only, and `frame-ancestors` stands before. */
function claimed(): string | null {
  try {
    const { origin, protocol } = new URL(decodeURIComponent(location.hash.slice(1)));
    return protocol === "https:" || protocol === "http:" ? origin : null;
  } catch {
    return null;
  }
}
