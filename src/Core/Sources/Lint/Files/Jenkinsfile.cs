using Mesh.Core.Findings;

namespace Mesh.Core.Sources.Lint.Files;

/// <summary>A pipeline of Jenkins: the scripts of its sh steps, and what becomes of their failure.</summary>
internal static class Jenkinsfile
{
    // What may stand before a step whose value is used.
    private static readonly string[] Using = ["=", "(", "return", "!", ",", ":", "?", "&", "|", "+", "[", "<", ">"];

    // Whoever rethrows or fails the build in a catch has not swallowed it.
    private static readonly string[] Failing = ["throw", "error", "currentBuild", "unstable"];

    public static IEnumerable<Hit> Find(string text)
    {
        var tokens = GroovyText.Read(text.ReplaceLineEndings("\n"));
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind != GroovyKind.Name || (i > 0 && tokens[i - 1].Is(".")))
            {
                continue;
            }

            var hits = token.Text switch
            {
                "sh" => Step(tokens, i),
                "catchError" => [new(ScriptFindings.Caught, token.Line, token.Line, "catchError")],
                "catch" => Catch(tokens, i),
                "warnError" => [new(ScriptFindings.Caught, token.Line, token.Line, "warnError")],
                _ => Enumerable.Empty<Hit>(),
            };
            foreach (var hit in hits)
            {
                yield return hit;
            }
        }
    }

    private static IEnumerable<Hit> Step(List<GroovyToken> tokens, int at)
    {
        var arguments = Arguments(tokens, at);
        if (arguments.Count == 0)
        {
            yield break;
        }

        var last = arguments[^1].Line;
        for (var i = 0; i + 2 < arguments.Count; i++)
        {
            if (arguments[i].Is("returnStatus") && arguments[i + 1].Is(":") && arguments[i + 2].Is("true") && !IsUsed(tokens, at))
            {
                yield return new(ScriptFindings.StatusIgnored, tokens[at].Line, last, "sh with returnStatus: true, whose value nobody takes");
            }
        }

        foreach (var script in arguments.Where((token, index) => token.Kind == GroovyKind.Text && (index == 0 || arguments[index - 1] is { Kind: GroovyKind.Sign, Text: "(" or ":" }) && !(index >= 2 && arguments[index - 1].Is(":") && !arguments[index - 2].Is("script"))))
        {
            foreach (var hit in ShellFile.Find(script.Text, script.Line, ShellSettings.Plain))
            {
                yield return hit;
            }
        }
    }

    // What belongs to a step: up to the closing parenthesis, or to the end of the line where there are none.
    private static List<GroovyToken> Arguments(List<GroovyToken> tokens, int at)
    {
        var arguments = new List<GroovyToken>();
        var depth = 0;
        for (var i = at + 1; i < tokens.Count; i++)
        {
            depth += tokens[i] switch { { Kind: GroovyKind.Sign, Text: "(" or "[" } => 1, { Kind: GroovyKind.Sign, Text: ")" or "]" or "}" } => -1, _ => 0 };
            if ((depth <= 0 && tokens[i].Is("\n") && (arguments.Count == 0 || !arguments[^1].Is(","))) || depth < 0 || (depth == 0 && tokens[i].Is(";")))
            {
                break;
            }

            if (!tokens[i].Is("\n"))
            {
                arguments.Add(tokens[i]);
            }

            if (depth == 0 && tokens[i].Is(")"))
            {
                break;
            }
        }

        return arguments.Count > 0 && (arguments[0].Kind == GroovyKind.Text || arguments[0].Is("(") || (arguments[0].Kind == GroovyKind.Name && arguments.Count > 1 && arguments[1].Is(":"))) ? arguments : [];
    }

    private static bool IsUsed(List<GroovyToken> tokens, int at)
    {
        var before = at - 1;
        while (before >= 0 && tokens[before].Is("\n") && before - 1 >= 0 && tokens[before - 1].Is("="))
        {
            before--;
        }

        return before >= 0 && tokens[before].Kind != GroovyKind.Text && Using.Contains(tokens[before].Text);
    }

    private static IEnumerable<Hit> Catch(List<GroovyToken> tokens, int at)
    {
        var open = tokens.FindIndex(at, token => token.Is("{"));
        var (depth, end) = (0, open);
        while (end >= 0 && end < tokens.Count)
        {
            depth += tokens[end] switch { { Kind: GroovyKind.Sign, Text: "{" } => 1, { Kind: GroovyKind.Sign, Text: "}" } => -1, _ => 0 };
            if (depth == 0)
            {
                break;
            }

            end++;
        }

        return open < 0 || tokens.Skip(open).Take(end - open).Any(token => token.Kind == GroovyKind.Name && Failing.Contains(token.Text))
            ? []
            : [new(ScriptFindings.Caught, tokens[at].Line, tokens[at].Line, "catch that neither throws nor fails the build")];
    }
}
