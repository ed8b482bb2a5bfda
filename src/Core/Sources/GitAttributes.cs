using System.Collections.Immutable;

namespace Mesh.Core.Sources;

/// <summary>
/// What the .gitattributes files of a repository say about the files of one folder: the folder's own, those of the folders above up to the top of the work tree, and
/// info/attributes of the repository, which wins over all. What one user or one machine has set up (core.attributesFile, /etc/gitattributes) is not asked: a pipeline must
/// come to the same result everywhere.
/// </summary>
internal sealed class GitAttributes
{
    private const string FileName = ".gitattributes";

    // Built into Git itself.
    private static readonly ImmutableDictionary<string, IReadOnlyList<(string Attribute, string State)>> BuiltIn =
        ImmutableDictionary<string, IReadOnlyList<(string, string)>>.Empty.Add("binary", [("diff", "unset"), ("merge", "unset"), ("text", "unset")]);

    private readonly ImmutableDictionary<string, IReadOnlyList<(string Attribute, string State)>> macros;
    private readonly ImmutableStack<Scope> scopes;
    private readonly IReadOnlyList<GitAttributeRule> first;

    // The folder in the bytes of its path from the top of the work tree, with a slash at its end; empty for the top.
    private readonly string path;

    private GitAttributes(ImmutableDictionary<string, IReadOnlyList<(string Attribute, string State)>> macros, ImmutableStack<Scope> scopes, IReadOnlyList<GitAttributeRule> first, string path)
    {
        (this.macros, this.scopes, this.first, this.path) = (macros, scopes, first, path);
    }

    /// <summary>The attributes of a folder, wherever in a work tree it is. A folder outside any work tree counts as the top of one.</summary>
    /// <param name="folder">The full path of the folder.</param>
    public static GitAttributes At(string folder)
    {
        var top = folder;
        while (top is not null && !IsTop(top))
        {
            top = Path.GetDirectoryName(top);
        }

        if (top is null || top == folder)
        {
            return OfTop(folder);
        }

        var attributes = OfTop(top);
        foreach (var name in Path.GetRelativePath(top, folder).Split(Path.DirectorySeparatorChar))
        {
            top = Path.Combine(top, name);
            attributes = attributes.Enter(top, name);
        }

        return attributes;
    }

    /// <summary>The attributes of a folder in this one. A folder that is a repository of its own starts anew.</summary>
    /// <param name="folder">Its full path.</param>
    /// <param name="name">Its name.</param>
    public GitAttributes Enter(string folder, string name)
    {
        if (IsTop(folder))
        {
            return OfTop(folder);
        }

        var inner = $"{path}{GitQuoting.Bytes(name)}/";
        var rules = GitAttributeRule.Read(Path.Combine(folder, FileName));
        return new(macros, rules.Count == 0 ? scopes : scopes.Push(new(inner.Length, rules)), first, inner);
    }

    /// <summary>The state of an attribute: <c>set</c>, <c>unset</c>, <c>unspecified</c> or a value.</summary>
    /// <param name="states">What <see cref="Of"/> returned.</param>
    /// <param name="attribute">The attribute's name.</param>
    public static string State(IReadOnlyDictionary<string, string> states, string attribute) => states.GetValueOrDefault(attribute, "unspecified");

    /// <summary>The attributes of a file in this folder. The deeper file wins over the higher one, the later line over the earlier one.</summary>
    /// <param name="name">The file's name.</param>
    public IReadOnlyDictionary<string, string> Of(string name)
    {
        var full = path + GitQuoting.Bytes(name);
        var states = new Dictionary<string, string>(StringComparer.Ordinal);
        Collect(first, full, states);
        foreach (var scope in scopes)
        {
            Collect(scope.Rules, full.AsSpan(scope.PrefixLength), states);
        }

        return states;
    }

    private static bool IsTop(string folder) => Path.Exists(Path.Combine(folder, GitFolder.Name));

    private static GitAttributes OfTop(string folder)
    {
        var rules = GitAttributeRule.Read(Path.Combine(folder, FileName));
        var first = GitFolder.InfoAttributes(folder) is { } info ? GitAttributeRule.Read(info) : [];

        // Git takes macros from these two places only.
        var macros = rules.Concat(first).Where(rule => rule.Macro is not null).Aggregate(BuiltIn, (all, rule) => all.SetItem(rule.Macro!, rule.Assignments));
        return new(macros, [new Scope(0, rules)], first, "");
    }

    // From the last line to the first: whatever is known already has been said by something stronger.
    private void Collect(IReadOnlyList<GitAttributeRule> rules, ReadOnlySpan<char> file, Dictionary<string, string> states)
    {
        for (var i = rules.Count - 1; i >= 0; i--)
        {
            if (rules[i].Covers(file))
            {
                Take(rules[i].Assignments, states);
            }
        }
    }

    private void Take(IReadOnlyList<(string Attribute, string State)> assignments, Dictionary<string, string> states)
    {
        for (var i = assignments.Count - 1; i >= 0; i--)
        {
            var (attribute, state) = assignments[i];
            if (states.TryAdd(attribute, state) && state == "set" && macros.TryGetValue(attribute, out var meant))
            {
                Take(meant, states);
            }
        }
    }

    private sealed record Scope(int PrefixLength, IReadOnlyList<GitAttributeRule> Rules);
}
