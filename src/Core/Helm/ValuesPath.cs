using System.Globalization;
using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Helm;

/// <summary>A path into a chart's values as helm's --set writes it: <c>image.tag</c>, <c>hosts[0].name</c>, <c>annotations.example\.com/role</c>.</summary>
internal static class ValuesPath
{
    // As in helm: an index is a slip of the pen long before it is this high.
    private const int HighestIndex = 65536;

    /// <summary>Its steps: a key as text, an index as number.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>.</exception>
    public static IReadOnlyList<object> Parse(string path)
    {
        var steps = new List<object>();
        var key = new StringBuilder();
        var wantsKey = true;
        for (var i = 0; i < path.Length; i++)
        {
            switch (path[i])
            {
                case '\\' when i + 1 < path.Length:
                    key.Append(path[++i]);
                    break;
                case '.':
                    End();
                    wantsKey = true;
                    break;
                case '[':
                    End();
                    var close = path.IndexOf(']', i);
                    if (close < 0 || !int.TryParse(path.AsSpan(i + 1, close - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > HighestIndex || steps.Count == 0)
                    {
                        throw Malformed(path, $"'{path[i..]}' is no index from 0 to {HighestIndex} after a key");
                    }

                    steps.Add(index);
                    wantsKey = false;
                    i = close;
                    break;
                default:
                    key.Append(path[i]);
                    break;
            }
        }

        End();
        return steps;

        void End()
        {
            if (key.Length > 0 != wantsKey)
            {
                throw Malformed(path, wantsKey ? "a key in it is empty" : $"'{key}' after an index lacks its dot");
            }

            if (wantsKey)
            {
                steps.Add(key.ToString());
                key.Clear();
            }

            wantsKey = false;
        }
    }

    /// <summary>The path as it is written; the inverse of <see cref="Parse"/>.</summary>
    public static string Write(IEnumerable<object> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            _ = step is int index
                ? text.Append(CultureInfo.InvariantCulture, $"[{index}]")
                : text.Append(text.Length == 0 ? "" : ".").Append(Escaped((string)step));
        }

        return text.ToString();
    }

    private static string Escaped(string key) =>
        key.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(".", @"\.", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);

    private static MeshException Malformed(string path, string why) =>
        new(ExitCode.MalformedInput, $"The values path '{path}' cannot be read: {why}", @"Write keys with dots between them, a dot inside a key as \., and list indexes as [0]");
}
