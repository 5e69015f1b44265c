interface TableProps {
  readonly label: string;
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
  /** What is said instead when there are no rows. */
  readonly empty: string;
}

/** A small table of names and figures. */
export function Table({ label, head, rows, empty }: TableProps) {
  if (rows.length === 0) return <p class="soft">{empty}</p>;
  return (
    <table>
      <caption class="sr">{label}</caption>
      <thead>
        <tr>
          {head.map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...figures]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {figures.map((figure, i) => (
              <td key={head[i + 1]} class="digits">
                {figure}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
