import { Alert } from "@mantine/core";
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";

/** A refusal that belongs to the whole form; spoken at once by a screen reader. */
export function Problem({ words }: { words: string | null }) {
  if (!words) return null;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle size={18} aria-hidden="true" />}
      role="alert"
      className="dk-problem"
    >
      {words}
    </Alert>
  );
}
