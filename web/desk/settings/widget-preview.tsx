// The widget as a visitor will see it: its own views in a frame of ours, dressed by what stands in the form.
import { SegmentedControl } from "@mantine/core";
import IconMessageCircle from "@tabler/icons-react/dist/esm/icons/IconMessageCircle.mjs";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { fillAndInk } from "../../widget/colour";
import type { Look, PreviewReady, PreviewScene } from "../../wire/preview";
import type { WidgetSettings } from "../../wire/rest";
import { useWords } from "../words";
import { isColour } from "./colour-field";
import "./widget-preview.css";

export function WidgetPreview({ settings, name }: { settings: WidgetSettings; name: string }) {
  const t = useWords();
  const [chosen, setScene] = useState<PreviewScene>("chat");
  const asks = settings.pre_chat.enabled && settings.pre_chat.fields.length > 0;
  const scene = chosen === "form" && !asks ? "chat" : chosen;
  const colour = isColour(settings.colour) ? settings.colour : "#4263eb";
  const [fill, ink] = fillAndInk(colour);
  const frame = useRef<HTMLIFrameElement>(null);
  const [ready, setReady] = useState(false);

  useEffect(() => {
    const hear = (event: MessageEvent<PreviewReady | null>) => {
      if (event.origin !== location.origin || event.source !== frame.current?.contentWindow) return;
      if (event.data?.type === "preview_ready") setReady(true);
    };
    addEventListener("message", hear);
    return () => removeEventListener("message", hear);
  }, []);

  useEffect(() => {
    if (!ready) return;
    const look: Look = { type: "look", scene, name, settings: { ...settings, colour } };
    frame.current?.contentWindow?.postMessage(look, location.origin);
  }, [ready, scene, name, settings, colour]);

  return (
    <div className="wp" style={{ "--wp-fill": fill, "--wp-ink": ink } as CSSProperties} data-side={settings.side}>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label={t("preview.title")}
        data={[
          { value: "chat", label: t("preview.chat") },
          ...(asks ? [{ value: "form", label: t("preview.form") }] : []),
          { value: "away", label: t("preview.away") },
        ]}
        value={scene}
        onChange={(value) => setScene(value as PreviewScene)}
      />
      <div className="wp-box">
        <iframe ref={frame} className="wp-frame" src="/widget-preview" title={t("preview.title")} />
      </div>
      <div className="wp-launcher" aria-hidden="true">
        <IconMessageCircle size={28} />
      </div>
    </div>
  );
}
