/** What the channel's editor on the desk and the widget's preview frame say to each other; both stand on our origin. */
import type { WidgetSettings } from "./rest";

export type PreviewScene = "chat" | "form" | "away";

/** desk → preview */
export interface Look {
  type: "look";
  scene: PreviewScene;
  settings: WidgetSettings;
  /** Shown where the settings name no title. */
  name: string;
}

/** preview → desk, once it listens */
export interface PreviewReady {
  type: "preview_ready";
}
