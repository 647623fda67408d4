// A session parameter: its names in both languages, its kind, its choices. Key and kind are for ever.
import type { Labels, Parameter, ParameterKind } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords, worded } from "../words";
import { choicesFrom, KeyField, KindFields, lacking, linesOf, NameFields, namesFrom } from "./definition";
import { keepLabels } from "./queries";

type ParameterFormProps = { opened: boolean; parameter: Parameter | null; close: () => void };

const kinds: ParameterKind[] = ["text", "number", "boolean", "date", "choice"];

export function ParameterForm(props: ParameterFormProps) {
  const t = useWords();
  const title = props.parameter ? worded(props.parameter.names) : t("labels.parameter_new");
  return (
    <FormDialog opened={props.opened} close={props.close} title={title}>
      <Fields {...props} />
    </FormDialog>
  );
}

function Fields({ parameter, close }: ParameterFormProps) {
  const t = useWords();
  const fresh = parameter === null;
  const form = useForm({
    initial: {
      en: parameter?.names.en ?? "",
      ru: parameter?.names.ru ?? "",
      key: parameter?.key ?? "",
      kind: (parameter?.kind ?? "text") as string,
      choices: linesOf(parameter?.choices),
    },
    check: lacking,
    fieldOf: { name_taken: "key" },
    send: async (values) => {
      const { key, kind } = values;
      const names = namesFrom(values);
      const choices = kind === "choice" ? choicesFrom(values.choices, parameter?.choices) : [];
      keepLabels(
        parameter
          ? await api.patch<Labels>(`parameters/${parameter.id}`, { names, ...(kind === "choice" && { choices }) })
          : await api.post<Labels>("parameters", { key, kind, names, choices }),
      );
      notify.ok(t("saved"));
      close();
    },
  });
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <NameFields form={form} fresh={fresh} />
      <KindFields form={form} kinds={kinds} fresh={fresh} />
      <KeyField form={form} hint={t("labels.key_hint")} fresh={fresh} />
    </FormBody>
  );
}
