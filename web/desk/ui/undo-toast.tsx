import { Button, Group } from "@mantine/core";
import { useWords } from "../words";

export function UndoToast({ message, undo }: { message: string; undo: () => void }) {
  const t = useWords();
  return (
    <Group justify="space-between" wrap="nowrap" gap="md">
      <span>{message}</span>
      <Button variant="light" size="compact-sm" onClick={undo}>
        {t("do.undo")}
      </Button>
    </Group>
  );
}
