// Lists of people as files: the example to fill in, and the links to take along.
import type { ImportRow } from "../../wire/rest-administration";
import { spoken, t } from "../words";

/** A cell as CSV wants it; one that a spreadsheet program would run as a formula gets an apostrophe before it. */
function cell(text: string): string {
  const plain = /^[\t\r\n ]*[=+\-@]|^[\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** CSV with a byte order mark; programs set up for Russian divide by semicolons. */
export const csvOf = (rows: string[][]): string =>
  `\ufeff${rows.map((row) => row.map(cell).join(spoken() === "ru" ? ";" : ",")).join("\r\n")}\r\n`;

export const example = (): string =>
  csvOf(
    spoken() === "ru"
      ? [
          ["Имя", "Электронная почта", "Группы", "Язык"],
          ["Надя Белова", "nadia@company.example", "Операторы продаж | Сотрудники", "ru"],
        ]
      : [
          ["Name", "E-mail", "Groups", "Language"],
          ["Nadia Bell", "nadia@company.example", "Sales operators | Staff", "en"],
        ],
  );

export const linksOf = (rows: ImportRow[]): string =>
  csvOf([
    [t("people.name"), t("auth.email"), t("import.column_link")],
    ...rows.filter((row) => row.link).map((row) => [row.name, row.email, row.link ?? ""]),
  ]);

/** A text of rows, as a file. */
export const sheetOf = (text: string): Blob => new Blob([text], { type: "text/csv;charset=utf-8" });

/** Why a row is left out, field by field. */
export function problemWords(row: ImportRow): string[] {
  return Object.entries(row.problems).map(([field, code]) => {
    if (field === "groups") {
      const names = row.groups.filter((group) => !group.id).map((group) => group.name);
      return t("import.problem.groups", { names: names.join(", ") });
    }
    if (field === "language" || field === "row") return t(`import.problem.${field}`);
    const why = code === "required" || code === "too_long" || code === "repeated" ? code : "invalid";
    return t(field === "name" ? "import.problem.name" : "import.problem.email", { why: t(`import.why.${why}`) });
  });
}
