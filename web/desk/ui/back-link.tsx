import IconArrowLeft from "@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** The way up, above a page's head. */
export function BackLink({ children, ...link }: { children: ReactNode } & Pick<LinkProps, "to" | "params">) {
  return (
    <Link {...link} className="pg-back">
      <IconArrowLeft size={16} stroke={1.8} aria-hidden="true" />
      {children}
    </Link>
  );
}
