interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly options: Readonly<Record<T, string>>;
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

/** A few choices side by side, one of them taken. */
export function Choice<T extends string>({ label, options, value, onChoose }: ChoiceProps<T>) {
  const keys = Object.keys(options).filter((key): key is T & string => key in options);
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div class="choice-options">
        {keys.map((key) => (
          <label key={key}>
            <input type="radio" name={label} checked={key === value} onChange={() => onChoose(key)} />
            <span>{options[key]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
