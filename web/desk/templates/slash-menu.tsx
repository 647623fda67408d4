/** The `/` menu as it is drawn. Its keys are the composer's (slash.tsx), which is there before it. */
import IconArticle from "@tabler/icons-react/dist/esm/icons/IconArticle.mjs";
import IconPaperclip from "@tabler/icons-react/dist/esm/icons/IconPaperclip.mjs";
import { useEffect, useRef } from "react";
import type { ArticleCard, OfferedTemplate } from "../../wire/rest";
import { useWords } from "../words";
import { Holed } from "./holed";
import "./slash.css";

export type Choice = { key: string; text: string; template: OfferedTemplate | null; card: ArticleCard | null };

type MenuProps = {
  choices: Choice[];
  place: number;
  chosen: Choice | undefined;
  words: string;
  loaded: boolean;
  point: (place: number) => void;
  pick: (choice: Choice) => void;
};

export function SlashMenu({ choices, place, chosen, words, loaded, point, pick }: MenuProps) {
  const t = useWords();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen line stays in sight
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [place]);
  if (!loaded) return null;
  if (choices.length === 0) {
    return (
      <div className="tp-menu" role="status">
        <p className="tp-menu-none">{words ? t("templates.menu_nothing", { words }) : t("templates.menu_none")}</p>
      </div>
    );
  }
  const firstArticle = choices.findIndex((choice) => choice.card);
  return (
    <div className="tp-menu">
      <div
        className="tp-menu-list"
        role="listbox"
        id="tp-menu"
        tabIndex={0}
        aria-label={t("templates.menu")}
        ref={list}
      >
        {choices.map((choice, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the composer's
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the composer
          <div
            key={choice.key}
            id={`tp-${choice.key}`}
            role="option"
            aria-selected={at === place}
            className="tp-choice"
            data-first-article={at === firstArticle && at > 0 ? true : undefined}
            onMouseMove={() => at !== place && point(at)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(choice)}
          >
            <span className="tp-choice-name">
              {choice.card ? <IconArticle size={16} stroke={1.7} aria-label={t("templates.menu_articles")} /> : null}
              {choice.template?.code ? <code>/{choice.template.code}</code> : null}
              <b>{choice.template?.name ?? choice.card?.title}</b>
              {choice.template && choice.template.files.length > 0 ? (
                <IconPaperclip
                  size={14}
                  stroke={1.8}
                  aria-label={t("templates.menu_files", { n: choice.template.files.length })}
                />
              ) : null}
            </span>
            <span className="tp-choice-text">{choice.text}</span>
          </div>
        ))}
      </div>
      <div className="tp-menu-preview" aria-hidden="true">
        <p dir="auto">
          <Holed text={chosen?.text ?? ""} />
        </p>
        {chosen?.template?.files.map((file) => (
          <span key={file.id} className="tp-menu-file">
            <IconPaperclip size={14} stroke={1.8} />
            {file.name}
          </span>
        ))}
      </div>
      <p className="tp-menu-keys" aria-hidden="true">
        {t("templates.menu_keys")}
      </p>
    </div>
  );
}
