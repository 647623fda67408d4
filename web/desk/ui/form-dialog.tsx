// A form in a dialog: what every such form has around its fields.
import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words";
import type { Form } from "./form";
import { Problem } from "./problem";

type FormDialogProps = { opened: boolean; close: () => void; title: string; size?: string; children: ReactNode };

/** A click beside it closes nothing: half a form would be lost. The fields begin anew at each opening. */
export function FormDialog({ opened, close, title, size = "md", children }: FormDialogProps) {
  const t = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size={size}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {children}
    </Modal>
  );
}

type FormBodyProps = {
  form: Pick<Form<never>, "submit" | "problem" | "busy">;
  /** The words of the button that sends it. */
  action: string;
  close: () => void;
  /** False while there is nothing to send yet. */
  ready?: boolean;
  children: ReactNode;
};

/** What went wrong, the fields, and the two ways out. */
export function FormBody({ form, action, close, ready = true, children }: FormBodyProps) {
  const t = useWords();
  return (
    <form onSubmit={form.submit} noValidate className="pg-form">
      <Problem words={form.problem} />
      {children}
      <Group justify="flex-end" mt="sm">
        <Button variant="default" onClick={close}>
          {t("do.cancel")}
        </Button>
        <Button type="submit" loading={form.busy} disabled={!ready}>
          {action}
        </Button>
      </Group>
    </form>
  );
}
