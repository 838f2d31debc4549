interface TableHeadProps {
  /** Of the column that stays in sight. */
  first: string;
  numbers: string[];
  /** Of what stands behind the numbers. */
  others?: string[];
}

/** The head of a table in which numbers follow what they belong to. */
export function TableHead({ first, numbers, others = [] }: TableHeadProps) {
  return (
    <thead>
      <tr>
        <th scope="col" className="sticky">
          {first}
        </th>
        {numbers.map((name) => (
          <th key={name} scope="col" className="numeric">
            {name}
          </th>
        ))}
        {others.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
