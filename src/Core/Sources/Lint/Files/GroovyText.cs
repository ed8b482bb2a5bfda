using System.Text;

namespace Mesh.Core.Sources.Lint.Files;

/// <summary>Splits Groovy into what a lint of Jenkinsfiles needs: names, strings and signs, without comments.</summary>
internal static class GroovyText
{
    /// <summary>The tokens.</summary>
    /// <param name="text">The file's text with line feeds.</param>
    public static List<GroovyToken> Read(string text)
    {
        var tokens = new List<GroovyToken>();
        var (at, line) = (0, 1);
        while (at < text.Length)
        {
            var here = text[at];
            if (here == '\n')
            {
                tokens.Add(new(GroovyKind.Sign, "\n", line++));
                at++;
            }
            else if (char.IsWhiteSpace(here))
            {
                at++;
            }
            else if (Sees("//") || (Sees("#!") && at == 0))
            {
                at = text.IndexOf('\n', at) is var end and >= 0 ? end : text.Length;
            }
            else if (Sees("/*"))
            {
                var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal) is var found and >= 0 ? found + 2 : text.Length;
                line += text.AsSpan(at, end - at).Count('\n');
                at = end;
            }
            else if (here is '\'' or '"')
            {
                var quote = Sees("'''") ? "'''" : Sees("\"\"\"") ? "\"\"\"" : here.ToString();
                var start = line;
                at += quote.Length;
                tokens.Add(new(GroovyKind.Text, String(quote), start));
            }
            else if (char.IsLetter(here) || here == '_')
            {
                var begin = at;
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                tokens.Add(new(GroovyKind.Name, text[begin..at], line));
            }
            else
            {
                tokens.Add(new(GroovyKind.Sign, here.ToString(), line));
                at++;
            }
        }

        return tokens;

        bool Sees(string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

        string String(string quote)
        {
            var content = new StringBuilder();
            while (at < text.Length && !Sees(quote) && (quote.Length == 3 || text[at] != '\n'))
            {
                if (text[at] == '\\' && at + 1 < text.Length)
                {
                    // \$ is a dollar of the shell; a continued line stays one.
                    var next = text[at + 1];
                    content.Append(next switch { '$' or '\'' or '"' or '\\' => next.ToString(), 'n' => "\n", 't' => "\t", '\n' => "\\\n", _ => $"\\{next}" });
                    line += next == '\n' ? 1 : 0;
                    at += 2;
                    continue;
                }

                line += text[at] == '\n' ? 1 : 0;
                content.Append(text[at++]);
            }

            at = Math.Min(at + quote.Length, text.Length);
            return content.ToString();
        }
    }
}
