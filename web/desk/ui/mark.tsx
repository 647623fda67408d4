/** Deskbell's sign: a desk bell on the accent. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="dk-mark">
      <rect width="32" height="32" rx="8" fill="#4263eb" />
      <path
        d="M7 21.5h18M9 18.5a7 7 0 0 1 14 0M16 11.5V9M13.5 9h5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
