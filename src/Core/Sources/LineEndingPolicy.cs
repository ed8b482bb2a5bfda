namespace Mesh.Core.Sources;

/// <summary>Which line endings a file is to have, by its attributes and its name.</summary>
internal static class LineEndingPolicy
{
    // cmd.exe loses its labels in a batch file with LF; PowerShell signs its scripts with CRLF.
    private static readonly string[] WindowsScripts = [".bat", ".cmd", ".ps1"];

    /// <summary>What is to happen to a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="attributes">The attributes of its folder.</param>
    public static Treatment Of(string name, GitAttributes attributes)
    {
        if (WindowsScripts.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
        {
            return Treatment.KeepsCrLf;
        }

        var states = attributes.Of(name);
        if (states.Count == 0)
        {
            return Treatment.Normalize;
        }

        // crlf is the older name of text, and counts where text says nothing that Git knows.
        var text = State("text") is var said and ("set" or "unset" or "auto" or "input") ? said : State("crlf");
        return (text, State("eol"), State("working-tree-encoding")) switch
        {
            (_, _, not ("unspecified" or "unset" or "set" or "") and var encoding) when !IsUtf8(encoding) => Treatment.OtherEncoding,
            ("unset", _, _) => Treatment.Binary,
            (_, "crlf", _) => Treatment.KeepsCrLf,
            _ => Treatment.Normalize,
        };

        string State(string attribute) => GitAttributes.State(states, attribute);
    }

    private static bool IsUtf8(string encoding) => encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || encoding.Equals("utf8", StringComparison.OrdinalIgnoreCase);
}
