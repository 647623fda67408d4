// The report as a file, read as it comes: what is already here is told, and it can be stopped.
import { Button, Menu } from "@mantine/core";
import IconDownload from "@tabler/icons-react/dist/esm/icons/IconDownload.mjs";
import { useEffect, useRef, useState } from "react";
import type { ReportKind } from "../../wire/rest";
import { notify } from "../ui/notify";
import { bytes } from "../ui/time";
import { useWords } from "../words";
import type { Shown } from "./address";
import { exportReport } from "./queries";

export function ExportMenu({ kind, shown }: { kind: ReportKind; shown: Shown }) {
  const t = useWords();
  const [size, setSize] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const begin = async (form: "csv" | "xlsx") => {
    const control = new AbortController();
    running.current = control;
    setSize(0);
    try {
      const { file, name } = await exportReport(kind, shown, form, setSize, control.signal);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      notify.ok(t("reports.export_done", { size: bytes(file.size) }));
    } catch (error) {
      if (!control.signal.aborted) notify.error(error);
    } finally {
      setSize(null);
    }
  };
  if (size !== null) {
    return (
      <span className="rp-export" role="status">
        {t("reports.export_running", { size: bytes(size) })}
        <Button size="xs" variant="default" onClick={() => running.current?.abort()}>
          {t("do.cancel")}
        </Button>
      </span>
    );
  }
  return (
    <Menu position="bottom-end" shadow="md" width={280}>
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} stroke={1.8} />}>
          {t("reports.export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("reports.export_hint")}</Menu.Label>
        <Menu.Item onClick={() => begin("csv")}>{t("reports.export_csv")}</Menu.Item>
        <Menu.Item onClick={() => begin("xlsx")}>{t("reports.export_xlsx")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
