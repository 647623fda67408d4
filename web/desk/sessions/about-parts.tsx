/** What the sections of "About the session" are made of. */
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="ss-about-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="ss-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function MoreButton({ onClick }: { onClick: () => void }) {
  const t = useWords();
  return (
    <Button className="ss-about-more" size="compact-xs" variant="subtle" color="gray" onClick={onClick}>
      {t("do.show_more")}
    </Button>
  );
}
