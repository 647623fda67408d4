/** The labels of a session in About the session: tags at once, parameters when the field is left. */
import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import type { ParameterValue, SessionDetail, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { Fact } from "../sessions/about-parts";
import { tellRefusal } from "../sessions/deeds";
import { showDetail } from "../store/desk";
import { useWords, worded } from "../words";
import "./labels.css";
import { type Asked, inUse, parametersOf, useLabels } from "./queries";

async function keep(path: string, body: object): Promise<void> {
  try {
    showDetail(await api.put<SessionDetail>(path, body));
  } catch (error) {
    tellRefusal(error);
  }
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
  if (offered.size === 0) return null;
  return (
    <MultiSelect
      className="ss-label-field"
      classNames={{ inputField: "ss-tags-input" }}
      size="xs"
      label={t("labels.tags")}
      placeholder={session.tags.length === 0 ? t("labels.tags_add") : ""}
      searchable
      hidePickedOptions
      maxValues={20}
      nothingFoundMessage={t("labels.tags_nothing")}
      data={[...offered].map(([value, label]) => ({ value, label }))}
      value={session.tags.map((tag) => tag.id)}
      onChange={(tag_ids) => keep(`sessions/${session.id}/tags`, { tag_ids })}
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
          // A value that came from elsewhere begins the field anew.
          key={`${one.id} ${JSON.stringify(session.parameters[one.key])}`}
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
  keep: (value: ParameterValue | null) => void;
};

function inWords(t: ReturnType<typeof useWords>, asked: Asked, value: ParameterValue): string {
  if (asked.kind === "boolean") return t(value ? "labels.yes" : "labels.no");
  const choice = asked.kind === "choice" && asked.choices.find(({ key }) => key === value);
  return choice ? worded(choice.names) : String(value);
}

function ParameterField({ asked, value, keep }: FieldProps) {
  const t = useWords();
  const common = {
    className: "ss-label-field",
    size: "xs",
    label: worded(asked.names),
    withAsterisk: asked.required,
  };
  const left = (text: string, next: ParameterValue | null) => {
    if (text !== String(value ?? "")) keep(next);
  };
  if (asked.kind === "choice" || asked.kind === "boolean") {
    const data =
      asked.kind === "boolean"
        ? [
            { value: "true", label: t("labels.yes") },
            { value: "false", label: t("labels.no") },
          ]
        : asked.choices.map((choice) => ({ value: choice.key, label: worded(choice.names) }));
    return (
      <Select
        {...common}
        data={data}
        placeholder={t("labels.choose")}
        clearable
        value={value === undefined ? null : String(value)}
        onChange={(next) => keep(asked.kind === "boolean" && next !== null ? next === "true" : next)}
      />
    );
  }
  if (asked.kind === "number") {
    return (
      <NumberInput
        {...common}
        hideControls
        placeholder={t("labels.choose")}
        defaultValue={typeof value === "number" ? value : ""}
        onBlur={(event) => {
          const text = event.currentTarget.value.trim().replace(",", ".");
          left(text, text === "" ? null : Number(text));
        }}
      />
    );
  }
  return (
    <TextInput
      {...common}
      type={asked.kind === "date" ? "date" : "text"}
      maxLength={500}
      placeholder={t("labels.choose")}
      defaultValue={value === undefined ? "" : String(value)}
      onBlur={(event) => {
        const text = event.currentTarget.value.trim();
        left(text, text || null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
      }}
    />
  );
}
