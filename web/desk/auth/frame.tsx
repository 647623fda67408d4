// The frame of the pages before the desk: the form at one side, what Deskbell is at the other.
import { Title, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Language } from "../../wire/rest";
import { Mark } from "../ui/mark";
import { useTitle } from "../ui/title";
import { rememberLanguage, speak, spoken, useWords } from "../words";
import "./frame.css";

const languages: Record<Language, string> = { en: "English", ru: "Русский" };

type FrameProps = { title: string; hint?: ReactNode; children: ReactNode; wide?: boolean };

export function AuthFrame({ title, hint, children, wide }: FrameProps) {
  const t = useWords();
  useTitle(title);
  const change = (language: Language) => {
    rememberLanguage(language);
    void speak(language);
  };
  return (
    <div className="au-page">
      <main className="au-side">
        <div className="au-top">
          <Mark size={32} />
          <span className="au-name">{t("app.name")}</span>
        </div>
        <div className={wide ? "au-box au-box-wide" : "au-box"}>
          <Title order={1}>{title}</Title>
          {hint ? <p className="au-hint">{hint}</p> : null}
          {children}
        </div>
        <div className="au-languages" role="group" aria-label={t("auth.language")}>
          {(Object.keys(languages) as Language[]).map((language) => (
            <UnstyledButton
              key={language}
              lang={language}
              aria-pressed={spoken() === language}
              onClick={() => change(language)}
            >
              {languages[language]}
            </UnstyledButton>
          ))}
        </div>
      </main>
      <aside className="au-picture" aria-hidden="true">
        <div className="au-scene">
          <div className="au-bubble au-bubble-client">
            <i style={{ width: 152 }} />
            <i style={{ width: 96 }} />
          </div>
          <div className="au-bubble au-bubble-own">
            <i style={{ width: 184 }} />
            <i style={{ width: 208 }} />
            <i style={{ width: 120 }} />
          </div>
          <div className="au-bubble au-bubble-client">
            <i style={{ width: 64 }} />
          </div>
          <p className="au-claim">{t("auth.claim")}</p>
          <p className="au-claim-hint">{t("auth.claim_hint")}</p>
        </div>
      </aside>
    </div>
  );
}
