type Props = {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
};

/** A tick at the head of a row, with room for a finger. */
export function Check({ label, checked, disabled, onChange }: Props) {
  return (
    <label className="-m-2 grid size-8 cursor-pointer place-items-center has-disabled:cursor-default">
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
    </label>
  );
}
