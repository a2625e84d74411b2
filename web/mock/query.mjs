// The part of PostgREST's query language that the app uses, over plain arrays.
const words = new Set(['select', 'order', 'limit', 'offset']);

function matches(value, condition) {
    const [, operator, operand] = /^(\w+)\.(.*)$/s.exec(condition) ?? [];
    const comparable = typeof value === 'number' ? Number(operand) : operand;
    switch (operator) {
        case 'eq':
            return String(value) === operand;
        case 'neq':
            return String(value) !== operand;
        case 'lt':
            return value !== null && value < comparable;
        case 'lte':
            return value !== null && value <= comparable;
        case 'is':
            return operand === 'null' && value === null;
        case 'gte':
            return value !== null && value >= comparable;
        case 'gt':
            return value !== null && value > comparable;
        case 'in':
            return operand.slice(1, -1).split(',').includes(String(value));
        case 'cs':
            return operand
                .slice(1, -1)
                .split(',')
                .every((item) => value.includes(item));
        case 'ilike':
            return String(value).toLowerCase().includes(operand.replaceAll('*', '').toLowerCase());
        default:
            throw new Error(`The mock does not know ${condition}`);
    }
}

function compare(a, b, descending) {
    if (a === null || b === null) return (a === null) - (b === null);
    const order = a < b ? -1 : a > b ? 1 : 0;
    return descending ? -order : order;
}

export function select(rows, parameters) {
    const conditions = [...parameters].filter(([name]) => !words.has(name));
    const found = rows.filter((row) =>
        conditions.every(([name, condition]) => matches(row[name], condition)),
    );
    const keys = (parameters.get('order') ?? '').split(',').filter(Boolean);
    found.sort((one, other) => {
        for (const key of keys) {
            const [column, direction] = key.split('.');
            const order = compare(one[column], other[column], direction === 'desc');
            if (order) return order;
        }
        return 0;
    });
    const offset = Number(parameters.get('offset') ?? 0);
    const limit = Number(parameters.get('limit') ?? found.length);
    return { page: found.slice(offset, offset + limit), total: found.length, offset };
}

export function toCsv(rows) {
    const columns = Object.keys(rows[0] ?? {});
    return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
        .map((cells) => cells.join(','))
        .join('\n');
}
