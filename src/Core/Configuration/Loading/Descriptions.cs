using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mesh.Core.Findings;

namespace Mesh.Core.Configuration.Loading;

/// <summary>The XML documentation of the option types, as the compiler wrote it beside the assembly.</summary>
internal sealed partial class Descriptions
{
    private readonly Dictionary<string, string> summaries;

    private Descriptions(XDocument document) => summaries = document.Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => (string)member.Attribute("name")!, member => Spaces().Replace(member.Element("summary")!.Value, " ").Trim());

    /// <summary>Reads the documentation.</summary>
    /// <exception cref="MeshException">66 when it is not there.</exception>
    public static Descriptions Read()
    {
        var path = Path.ChangeExtension(typeof(Descriptions).Assembly.Location, ".xml");
        return File.Exists(path)
            ? new Descriptions(XDocument.Load(path))
            : throw new MeshException(ExitCode.NoInput, $"{path}, which holds the descriptions of the keys, is not there", "Build the project again, or take the schema from the package");
    }

    /// <summary>The summary of a property, on one line.</summary>
    /// <param name="property">The property.</param>
    public string Of(PropertyInfo property) => summaries.GetValueOrDefault($"P:{property.DeclaringType!.FullName}.{property.Name}", "");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
