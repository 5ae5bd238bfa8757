/** How far work is, 0..100. Beside it stands in words what it is about. */
export function ProgressBar({ label, share }: { label: string; share: number }) {
  return (
    <div
      class="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share)}
    >
      <span style={{ width: `${share}%` }} />
    </div>
  );
}
