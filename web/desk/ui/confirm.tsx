// One dialog for every deed that cannot simply be undone.
import { Button, Group, Modal, Text } from "@mantine/core";
import { create } from "zustand";
import { useWords } from "../words";

type Question = { title: string; body: string; action: string; danger?: boolean };
type Asking = { question: Question | null; open: boolean; answer: (yes: boolean) => void };

const useAsking = create<Asking>(() => ({ question: null, open: false, answer: () => undefined }));

/** Asks, and answers true when the deed is wanted. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    useAsking.setState({
      question,
      open: true,
      answer: (yes) => {
        useAsking.setState({ open: false });
        resolve(yes);
      },
    });
  });
}

/** Stands once, in the shell. */
export function ConfirmHost() {
  const t = useWords();
  const { question, open, answer } = useAsking();
  return (
    <Modal
      opened={open}
      onClose={() => answer(false)}
      title={question?.title}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <Text>{question?.body}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={() => answer(false)} data-autofocus>
          {t("do.cancel")}
        </Button>
        <Button {...(question?.danger ? { color: "red" } : {})} onClick={() => answer(true)}>
          {question?.action}
        </Button>
      </Group>
    </Modal>
  );
}
