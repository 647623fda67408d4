/** The labels of a session in About the session: tags at once, parameters when the field is left. */
import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Named, ParameterValue, SessionDetail, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { drawn } from "../query";
import { Fact } from "../sessions/about-parts";
import { tellRefusal } from "../sessions/deeds";
import { showDetail } from "../store/lists";
import { useWords, worded } from "../words";
import "./labels.css";
import { openKeeper } from "./keeper";
import { type Asked, inUse, parametersOf, useLabels } from "./queries";

async function keep(path: string, body: object): Promise<boolean> {
  try {
    showDetail(await api.put<SessionDetail>(path, body));
    // Until it is drawn: the field that held the choice must not fall back for a blink.
    await drawn();
    return true;
  } catch (error) {
    tellRefusal(error);
    return false;
  }
}

/** A choice that stands until the last of its askings is answered; undefined: what is kept stands. `send` is for ever. */
function useChosen<V>(send: (value: V) => Promise<boolean>): [V | undefined, (value: V) => Promise<boolean>] {
  const [chosen, show] = useState<{ value: V }>();
  const [choose] = useState(() => openKeeper(send, (value) => show(value === undefined ? undefined : { value })));
  return [chosen?.value, choose];
}

export function TagsField({ page: { session, may } }: { page: SessionPage }) {
  const t = useWords();
  const labels = useLabels();
  if (!may.tag) {
    return session.tags.length > 0 ? (
      <dl>
        <Fact label={t("labels.tags")}>{session.tags.map((tag) => tag.name).join(", ")}</Fact>
      </dl>
    ) : null;
  }
  const offered = new Map([...inUse(labels.tags), ...session.tags].map((tag) => [tag.id, tag.name]));
  return offered.size > 0 ? <Tags key={session.id} session={session} offered={offered} /> : null;
}

function Tags({ session, offered }: { session: SessionDetail; offered: Map<string, string> }) {
  const t = useWords();
  // The list goes whole: the next pick adds to what was picked, not to what had been answered by then.
  const [chosen, choose] = useChosen((tag_ids: string[]) => keep(`sessions/${session.id}/tags`, { tag_ids }));
  const value = chosen ?? session.tags.map((tag: Named) => tag.id);
  return (
    <MultiSelect
      className="ss-label-field"
      classNames={{ inputField: "ss-tags-input" }}
      size="xs"
      label={t("labels.tags")}
      placeholder={value.length === 0 ? t("labels.tags_add") : ""}
      searchable
      hidePickedOptions
      maxValues={20}
      nothingFoundMessage={t("labels.tags_nothing")}
      data={[...offered].map(([value, label]) => ({ value, label }))}
      value={value}
      onChange={(next) => void choose(next)}
    />
  );
}

/** What the session's live chat asks for, in order. */
export function useParameters(session: SessionDetail): Asked[] {
  const labels = useLabels();
  return parametersOf(labels, session.live_chat_id);
}

export function ParameterFields({ page: { session, may } }: { page: SessionPage }) {
  const t = useWords();
  const asked = useParameters(session);
  if (!may.set_parameters) {
    const given = asked.filter((one) => session.parameters[one.key] !== undefined);
    return given.length > 0 ? (
      <dl>
        {given.map((one) => (
          <Fact key={one.id} label={worded(one.names)}>
            {inWords(t, one, session.parameters[one.key] as ParameterValue)}
          </Fact>
        ))}
      </dl>
    ) : null;
  }
  return (
    <div className="ss-parameters">
      {asked.map((one) => (
        <ParameterField
          key={`${session.id} ${one.id}`}
          asked={one}
          value={session.parameters[one.key] as ParameterValue | undefined}
          keep={(value) => keep(`sessions/${session.id}/parameters`, { values: { [one.key]: value } })}
        />
      ))}
    </div>
  );
}

type FieldProps = {
  asked: Asked;
  value: ParameterValue | undefined;
  keep: (value: ParameterValue | null) => Promise<boolean>;
};

function inWords(t: ReturnType<typeof useWords>, asked: Asked, value: ParameterValue): string {
  if (asked.kind === "boolean") return t(value ? "labels.yes" : "labels.no");
  const choice = asked.kind === "choice" && asked.choices.find(({ key }) => key === value);
  return choice ? worded(choice.names) : String(value);
}

function ParameterField(props: FieldProps) {
  const { kind } = props.asked;
  return kind === "choice" || kind === "boolean" ? <ChoiceField {...props} /> : <TypedField {...props} />;
}

const common = (asked: Asked) => ({
  className: "ss-label-field",
  size: "xs",
  label: worded(asked.names),
  withAsterisk: asked.required,
});

function ChoiceField({ asked, value, keep }: FieldProps) {
  const t = useWords();
  const [chosen, choose] = useChosen(keep);
  const data =
    asked.kind === "boolean"
      ? [
          { value: "true", label: t("labels.yes") },
          { value: "false", label: t("labels.no") },
        ]
      : asked.choices.map((choice) => ({ value: choice.key, label: worded(choice.names) }));
  const shown = chosen === undefined ? (value ?? null) : chosen;
  return (
    <Select
      {...common(asked)}
      data={data}
      placeholder={t("labels.choose")}
      clearable
      value={shown === null ? null : String(shown)}
      onChange={(next) => void choose(asked.kind === "boolean" && next !== null ? next === "true" : next)}
    />
  );
}

const inField = (value: ParameterValue | undefined) => (value === undefined ? "" : String(value));

function TypedField({ asked, value, keep }: FieldProps) {
  const t = useWords();
  const [chosen, choose] = useChosen(keep);
  const [focused, setFocused] = useState(false);
  // What the field began with. What comes from elsewhere, or late from here, begins it anew, but never under one's
  // fingers, and not before the last asking is answered.
  const [begun, begin] = useState(inField(value));
  const text = useRef(begun);
  const held = focused || chosen !== undefined;
  useEffect(() => {
    if (held) return;
    begin(inField(value));
  }, [held, value]);
  useEffect(() => {
    text.current = begun;
  }, [begun]);

  const leave = (written: string, next: ParameterValue | null) => {
    setFocused(false);
    if (written === text.current) return;
    text.current = written;
    // Refused: left again as it is, it is asked again.
    void choose(next).then((kept) => {
      if (!kept) text.current = begun;
    });
  };
  if (asked.kind === "number") {
    return (
      <NumberInput
        {...common(asked)}
        key={begun}
        hideControls
        placeholder={t("labels.choose")}
        defaultValue={begun === "" ? "" : Number(begun)}
        onFocus={() => setFocused(true)}
        onBlur={(event) => {
          const written = event.currentTarget.value.trim().replace(",", ".");
          leave(written, written === "" ? null : Number(written));
        }}
      />
    );
  }
  return (
    <TextInput
      {...common(asked)}
      key={begun}
      type={asked.kind === "date" ? "date" : "text"}
      maxLength={500}
      placeholder={t("labels.choose")}
      defaultValue={begun}
      onFocus={() => setFocused(true)}
      onBlur={(event) => {
        const written = event.currentTarget.value.trim();
        leave(written, written || null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}
