/** A file that is read as it comes: a menu of forms, then what is here already, and a way to stop. */
import { Button, Menu } from "@mantine/core";
import IconDownload from "@tabler/icons-react/dist/esm/icons/IconDownload.mjs";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../words";
import { keepAsFile } from "./keep-as-file";
import { notify } from "./notify";
import "./export-menu.css";

export type ExportForm = "csv" | "xlsx";
export type Exported = { file: Blob; name: string; words: string };

type ExportMenuProps = {
  /** What the file holds, above the choice of its form. */
  hint: string;
  /** How much is here already, in words. */
  running: (soFar: number) => string;
  read: (form: ExportForm, tell: (soFar: number) => void, signal: AbortSignal) => Promise<Exported>;
};

export function ExportMenu({ hint, running, read }: ExportMenuProps) {
  const t = useWords();
  const [soFar, setSoFar] = useState<number | null>(null);
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);
  const begin = async (form: ExportForm) => {
    const mine = new AbortController();
    control.current = mine;
    setSoFar(0);
    try {
      const { file, name, words } = await read(form, setSoFar, mine.signal);
      keepAsFile(file, name);
      notify.ok(words);
    } catch (error) {
      if (!mine.signal.aborted) notify.error(error);
    } finally {
      setSoFar(null);
    }
  };
  if (soFar !== null) {
    return (
      <span className="dk-export" role="status">
        {running(soFar)}
        <Button size="compact-sm" variant="default" onClick={() => control.current?.abort()}>
          {t("do.cancel")}
        </Button>
      </span>
    );
  }
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} stroke={1.8} />}>
          {t("table.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className="dk-export-hint">{hint}</Menu.Label>
        <Menu.Item onClick={() => begin("csv")}>{t("table.export_csv")}</Menu.Item>
        <Menu.Item onClick={() => begin("xlsx")}>{t("table.export_xlsx")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
