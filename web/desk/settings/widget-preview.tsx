// The widget as a visitor will see it, drawn from what stands in the form. Colours come from the widget's own rules.
import { SegmentedControl } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconMessageCircle from "@tabler/icons-react/dist/esm/icons/IconMessageCircle.mjs";
import IconPaperclip from "@tabler/icons-react/dist/esm/icons/IconPaperclip.mjs";
import IconSend from "@tabler/icons-react/dist/esm/icons/IconSend2.mjs";
import { type CSSProperties, useState } from "react";
import { fillAndInk, mix } from "../../widget/colour";
import type { WidgetSettings } from "../../wire/rest";
import { initials } from "../ui/avatar";
import { useWords } from "../words";
import { isColour } from "./colour-field";
import "./widget-preview.css";

type Scene = "chat" | "form" | "away";

export function WidgetPreview({ settings }: { settings: WidgetSettings }) {
  const t = useWords();
  const [chosen, setScene] = useState<Scene>("chat");
  const asks = settings.pre_chat.enabled && settings.pre_chat.fields.length > 0;
  const scene = chosen === "form" && !asks ? "chat" : chosen;
  const [fill, ink] = fillAndInk(isColour(settings.colour) ? settings.colour : "#4263eb");
  const colours = {
    "--wp-fill": fill,
    "--wp-ink": ink,
    "--wp-mine-light": mix(fill, "#ffffff", 0.18),
    "--wp-mine-dark": mix(fill, "#1a1b1e", 0.36),
  } as CSSProperties;
  const title = settings.title || t("preview.default_title");
  return (
    <div className="wp" style={colours} data-side={settings.side}>
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
        onChange={(value) => setScene(value as Scene)}
      />
      <div className="wp-frame" aria-hidden="true">
        <div className="wp-head">
          <span className="wp-avatar">
            {initials(title) || <IconMessageCircle size={20} />}
            <i data-on={scene !== "away" || undefined} />
          </span>
          <span className="wp-head-words">
            <b>{title}</b>
            <span>
              {scene === "away" ? t("preview.away_short") : settings.answer_words || t("preview.default_answer")}
            </span>
          </span>
          <IconChevronDown size={20} />
        </div>
        <div className="wp-body">
          {settings.greeting ? <p className="wp-bubble">{settings.greeting}</p> : null}
          {scene === "away" ? <p className="wp-note">{settings.offline_words || t("preview.default_away")}</p> : null}
          {scene === "chat" ? <p className="wp-bubble wp-mine">{t("preview.question")}</p> : null}
          {scene === "form" ? <PreviewForm settings={settings} /> : null}
        </div>
        {scene === "form" ? null : (
          <div className="wp-composer">
            <span>{t("preview.placeholder")}</span>
            <IconPaperclip size={18} />
            <span className="wp-send">
              <IconSend size={16} />
            </span>
          </div>
        )}
      </div>
      <div className="wp-launcher" aria-hidden="true">
        <IconMessageCircle size={26} />
      </div>
    </div>
  );
}

function PreviewForm({ settings }: { settings: WidgetSettings }) {
  const t = useWords();
  return (
    <div className="wp-form">
      {settings.pre_chat.fields.map((field) => (
        <div key={field.key}>
          <span>
            {t(`preview.${field.key}`)} {field.required ? null : <small>({t("preview.optional")})</small>}
          </span>
          <div className="wp-input" />
        </div>
      ))}
      <div className="wp-button">{t("preview.begin")}</div>
    </div>
  );
}
