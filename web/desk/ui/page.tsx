// The furniture of the pages of settings: a head with its one filled button, cards, a thing to copy.
import { ActionIcon, Title, Tooltip } from "@mantine/core";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import { type ReactNode, useState } from "react";
import { useWords } from "../words";
import { useTitle } from "./title";
import "./page.css";

type PageProps = {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  above?: ReactNode;
  wide?: boolean;
  children: ReactNode;
};

export function Page({ title, hint, action, above, wide, children }: PageProps) {
  useTitle(title);
  return (
    <div className={wide ? "pg-page pg-wide" : "pg-page"}>
      {above}
      <header className="pg-head">
        <div className="pg-head-words">
          <Title order={1}>{title}</Title>
          {hint ? <p className="pg-hint">{hint}</p> : null}
        </div>
        {action ? <div className="pg-head-action">{action}</div> : null}
      </header>
      {children}
    </div>
  );
}

type CardProps = { title?: string; hint?: ReactNode; action?: ReactNode; children?: ReactNode; flush?: boolean };

/** `flush`: rows reach from edge to edge. */
export function Card({ title, hint, action, children, flush }: CardProps) {
  return (
    <section className="pg-card">
      {title ? (
        <header className="pg-card-head">
          <div>
            <Title order={2}>{title}</Title>
            {hint ? <p className="pg-hint">{hint}</p> : null}
          </div>
          {action}
        </header>
      ) : null}
      {children ? <div className={flush ? "pg-card-rows" : "pg-card-body"}>{children}</div> : null}
    </section>
  );
}

/** A text to take away: a link, a snippet, a secret. */
export function CopyField({ text, label, multiline }: { text: string; label: string; multiline?: boolean }) {
  const t = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div className="pg-copy" data-multiline={multiline || undefined}>
      <div className="pg-copy-text" tabIndex={0} aria-label={label} role="textbox" aria-readonly="true">
        {text}
      </div>
      <Tooltip label={copied ? t("do.copied") : t("do.copy")}>
        <ActionIcon aria-label={`${t("do.copy")}: ${label}`} onClick={copy} color={copied ? "green" : "gray"}>
          {copied ? <IconCheck size={18} /> : <IconCopy size={18} stroke={1.7} />}
        </ActionIcon>
      </Tooltip>
      <span className="dk-hidden" role="status">
        {copied ? t("do.copied") : ""}
      </span>
    </div>
  );
}
