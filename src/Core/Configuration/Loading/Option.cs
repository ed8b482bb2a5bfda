using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration.Loading;

/// <summary>A key of mesh.yaml: a property of an option type with the rules on it.</summary>
internal sealed class Option
{
    private static readonly FormAttribute AnyForm = new(Forms.NotBlank, "text that is not blank");

    /// <param name="property">The property.</param>
    public Option(PropertyInfo property)
    {
        Property = property;
        Key = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        Shape = Shape.Of(property.PropertyType);
        foreach (var attribute in property.GetCustomAttributes(inherit: false))
        {
            Required |= attribute is RequiredMemberAttribute;
            HomePath |= attribute is HomePathAttribute;
            Form = attribute as FormAttribute ?? Form;
            Minimum = (attribute as AtLeastAttribute)?.Minimum ?? Minimum;
            UniqueBy = (attribute as UniqueByAttribute)?.Keys ?? UniqueBy;
        }
    }

    /// <summary>The property.</summary>
    public PropertyInfo Property { get; }

    /// <summary>Its name in mesh.yaml.</summary>
    public string Key { get; }

    /// <summary>What its value must be.</summary>
    public Shape Shape { get; }

    /// <summary>True when it must be there with a value. All others may be absent or null, which means their default.</summary>
    public bool Required { get; }

    /// <summary>True when a leading <c>~/</c> is the home folder.</summary>
    public bool HomePath { get; }

    /// <summary>What its text, or each text in its list, looks like.</summary>
    public FormAttribute Form { get; } = AnyForm;

    /// <summary>The smallest number; null for any.</summary>
    public int? Minimum { get; }

    /// <summary>What tells the items of its list apart; empty when nothing has to.</summary>
    public IReadOnlyList<string> UniqueBy { get; } = [];

    /// <summary>True when it names the place of a secret. What was written by mistake may be the secret, so no error repeats it.</summary>
    public bool NamesSecret => Key.EndsWith("FromEnv", StringComparison.Ordinal) || Key.EndsWith("FromFile", StringComparison.Ordinal);
}
