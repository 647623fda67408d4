/** The elements of a virtual list: a screen reader is told the place in the whole of it, most rows are not in the page. */
import { type CSSProperties, createContext, type ReactNode, type Ref, use } from "react";
import { RowsSkeleton, useSlow } from "../ui/states";

export const ListedCount = createContext(0);

export function List({
  ref,
  style,
  children,
}: {
  ref?: Ref<HTMLUListElement>;
  style: CSSProperties;
  children: ReactNode;
}) {
  return (
    <ul ref={ref} style={style} className="ss-rows">
      {children}
    </ul>
  );
}

type ItemProps = { ref?: Ref<HTMLLIElement>; style: CSSProperties; index: number; children: ReactNode };

export function Item({ ref, style, index, children }: ItemProps) {
  return (
    <li ref={ref} style={style} aria-setsize={use(ListedCount)} aria-posinset={index + 1}>
      {children}
    </li>
  );
}

export function ListSkeleton() {
  return useSlow() ? <RowsSkeleton rows={8} /> : null;
}
