/** The client's cards and those the session is registered as; nothing where no kind of card asks for a place. */
import type { SessionPage } from "../../wire/rest";
import { BoundTo, useBound } from "../cards/of-session";
import { useWords } from "../words";
import { Section } from "./about-parts";

export function AboutCards({ page }: { page: SessionPage }) {
  return (
    <>
      <Bound page={page} binds="client" />
      <Bound page={page} binds="session" />
    </>
  );
}

function Bound({ page, binds }: { page: SessionPage; binds: "client" | "session" }) {
  const t = useWords();
  if (useBound(page, binds).length === 0) return null;
  return (
    <Section title={t(`cards.of_${binds}`)}>
      <BoundTo page={page} binds={binds} />
    </Section>
  );
}
