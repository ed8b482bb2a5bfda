namespace Mesh.Core.Model;

/// <summary>The name of a kubeconfig context, and what must never pass for one.</summary>
public static class ContextName
{
    /// <summary>
    /// Why a value is no context name, or null when it may be one: absent, blank, the words null or undefined (in any case; what a script prints for a variable that is not set),
    /// or a variable that nobody expanded: <c>${…}</c>, <c>$(…)</c>, <c>%…%</c>, <c>{{…}}</c>.
    /// </summary>
    /// <param name="value">The value as it was given.</param>
    public static string? WhyRefused(string? value)
    {
        var text = value?.Trim();
        return text switch
        {
            null => "it is not set",
            "" => "it is blank",
            _ when text.Equals("null", StringComparison.OrdinalIgnoreCase) => "it is the word 'null', which is what a script prints for a variable that is not set",
            _ when text.Equals("undefined", StringComparison.OrdinalIgnoreCase) => "it is the word 'undefined', which is what a script prints for a variable that is not set",
            _ when Holds(text, "${", "}") || Holds(text, "$(", ")") || Holds(text, "%", "%") || Holds(text, "{{", "}}") => $"'{text}' still holds a variable that nobody expanded",
            _ => null,
        };
    }

    private static bool Holds(string text, string open, string close)
    {
        var start = text.IndexOf(open, StringComparison.Ordinal);
        return start >= 0 && text.IndexOf(close, start + open.Length, StringComparison.Ordinal) > start + open.Length - 1;
    }
}
