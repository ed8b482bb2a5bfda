using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>Reads the text of a kubeconfig, which is YAML (and so JSON).</summary>
internal static class KubeconfigParser
{
    // Aliases are never written out, but for what goes to a plugin, which has its own limit.
    private static readonly YamlRules Rules = new(Deepest: 64, Largest: null);

    /// <summary>The one document of the file; null when it holds none.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="text">The text.</param>
    public static KubeconfigNode? Parse(string file, string text)
    {
        try
        {
            return YamlReader.Read(text, file, Rules) switch
            {
                [] or [{ Root: YamlScalar { IsNull: true } }] => null,
                [var only] => new KubeconfigNode(file, only.Root),
                [_, var second, ..] => throw KubeconfigNode.Malformed(new FilePosition(file, second.At), "a second document begins", "Keep one kubeconfig in a file, and join several files with the path separator"),
            };
        }
        catch (YamlSyntaxException exception)
        {
            var (why, remedy) = exception.Fault switch
            {
                YamlFault.Depth => (exception.Why, "This is no kubeconfig; check the path"),
                YamlFault.Alias => ("an alias refers to no anchor before it", "Write the value out"),
                YamlFault.Key => ("a key is no plain text", "Compare the file with what 'kubectl config view' prints"),
                YamlFault.RepeatedKey => (exception.Why, "Write every key once, in its own place"),
                YamlFault.MergeKey => ("the key '<<' merges another mapping", "Write every key once, in its own place"),
                _ => ($"this is no YAML: {exception.Why}", "Mend the file, or write it anew with your cloud's tool"),
            };
            throw KubeconfigNode.Malformed(new FilePosition(file, exception.At), why, remedy, exception);
        }
    }
}
