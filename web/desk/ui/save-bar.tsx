import { Button } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { useWords } from "../words";
import { confirm } from "./confirm";
import type { Form } from "./form";

/** Shown while a form differs from what is stored; leaving the page then asks first. Stands inside the <form>. */
export function SaveBar<V extends object>({ form, discard }: { form: Form<V>; discard: () => void }) {
  const t = useWords();
  useBlocker({
    shouldBlockFn: async () => {
      if (!form.dirty || form.busy) return false;
      const leave = await confirm({
        title: t("save.leave_title"),
        body: t("save.leave_body"),
        action: t("save.leave"),
        danger: true,
      });
      return !leave;
    },
    enableBeforeUnload: () => form.dirty,
  });
  if (!form.dirty) return null;
  return (
    <div className="pg-save" role="status">
      <span className="pg-save-words">{t("save.unsaved")}</span>
      <Button variant="subtle" color="gray" onClick={discard} disabled={form.busy}>
        {t("save.discard")}
      </Button>
      <Button type="submit" loading={form.busy}>
        {t("do.save")}
      </Button>
    </div>
  );
}
