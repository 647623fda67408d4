// What was chosen last is what is kept, however slow the answers are.

/**
 * Shows a choice at once and asks for it to be kept: one asking at a time, since of two at once the earlier may be kept
 * last; what was chosen meanwhile follows, and only the latest of it. `show(undefined)`: everything is answered, the
 * kept value speaks again. `keep` tells refusals itself, and answers false. Answers whether the last was kept.
 */
export function openKeeper<V>(keep: (value: V) => Promise<boolean>, show: (value: V | undefined) => void) {
  let wished: { value: V } | null = null;
  let going: Promise<boolean> | null = null;
  const run = async () => {
    let kept = true;
    while (wished) {
      const { value } = wished;
      wished = null;
      kept = await keep(value);
    }
    going = null;
    show(undefined);
    return kept;
  };
  return (value: V): Promise<boolean> => {
    wished = { value };
    show(value);
    going ??= run();
    return going;
  };
}
