namespace Mesh.Core.Registries.Http;

/// <summary>What a registry wants to be proved. Source: RFC 9110 section 11.6.1, WWW-Authenticate.</summary>
/// <param name="Scheme">How: <c>Bearer</c>, <c>Basic</c>.</param>
/// <param name="Parameters">What goes with it, by name without regard to case: realm, service, scope.</param>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    // A header is attacker's ground: more than this says nothing more.
    private const int LongestHeader = 16 * 1024;

    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    /// <summary>A parameter's value; null when it is absent or empty.</summary>
    public string? this[string name] => Parameters.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>The challenges of all WWW-Authenticate headers, in order. What cannot be read ends its header.</summary>
    public static IReadOnlyList<Challenge> Read(IEnumerable<string> headers) => [.. headers.SelectMany(header => ReadOne(header.Length > LongestHeader ? "" : header))];

    private static IEnumerable<Challenge> ReadOne(string header)
    {
        var at = 0;
        string? scheme = null;
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            Skip(" \t,");
            var word = Word();
            if (word.Length == 0)
            {
                break;
            }

            var behind = at;
            Skip(" \t");
            // A word is a parameter's name when an equals sign follows it, else it begins the next challenge; a lone token (token68) ends in one as well.
            if (scheme is not null && at < header.Length && header[at] == '=')
            {
                if (Value() is not { } value)
                {
                    break;
                }

                parameters.TryAdd(word, value);
                continue;
            }

            if (scheme is not null)
            {
                yield return new Challenge(scheme, parameters);
            }

            (scheme, parameters, at) = (word, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), behind);
        }

        if (scheme is not null)
        {
            yield return new Challenge(scheme, parameters);
        }

        void Skip(string what)
        {
            while (at < header.Length && what.Contains(header[at], StringComparison.Ordinal))
            {
                at++;
            }
        }

        string Word()
        {
            var start = at;
            while (at < header.Length && (char.IsAsciiLetterOrDigit(header[at]) || "!#$%&'*+-.^_`|~/:".Contains(header[at], StringComparison.Ordinal)))
            {
                at++;
            }

            return header[start..at];
        }

        string? Value()
        {
            at++;
            Skip(" \t");
            return at < header.Length && header[at] == '"' ? Quoted() : Word();
        }

        string? Quoted()
        {
            var text = new System.Text.StringBuilder();
            for (at++; at < header.Length; at++)
            {
                switch (header[at])
                {
                    case '"':
                        at++;
                        return text.ToString();
                    case '\\' when at + 1 < header.Length:
                        text.Append(header[++at]);
                        break;
                    default:
                        text.Append(header[at]);
                        break;
                }
            }

            // Never closed: what it would have said is not known.
            return null;
        }
    }
}
