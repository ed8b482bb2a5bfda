using System.Reflection;
using System.Text;

namespace Cake.Frosting.Tests;

/// <summary>Writes the public surface of an assembly as text: one line for each type and member, sorted.</summary>
internal static class ApiText
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in type.GetMembers(Declared).Select(Line).OfType<string>().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        var kind = type.IsInterface ? "interface" : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var inherited = (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(own => own.GetInterfaces()));
        var bases = new[] { type.BaseType }.OfType<Type>().Where(parent => parent != typeof(object)).Concat(type.GetInterfaces().Except(inherited)).Select(Name);
        var parents = string.Join(", ", bases);
        return $"{kind} {Name(type)}{(parents.Length > 0 ? " : " + parents : "")}{Constraints(type.GetGenericArguments())}";
    }

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } made when Visible(made) => $"{Access(made)}new({Parameters(made)})",
        PropertyInfo property when property.GetMethod is { } get && Visible(get) => $"{Access(get)}{Name(property.PropertyType)} {property.Name} {{ get; {(property.SetMethod is { } set && Visible(set) ? "set; " : "")}}}",
        MethodInfo { IsSpecialName: false } method when Visible(method) =>
            $"{Access(method)}{Name(method.ReturnType)} {method.Name}{Generic(method.GetGenericArguments())}({Parameters(method)}){Constraints(method.GetGenericArguments())}",
        _ => null,
    };

    private static bool Visible(MethodBase method) => method.IsPublic || method.IsFamily;

    private static string Access(MethodBase method) =>
        (method.IsFamily ? "protected " : "")
        + (method.IsStatic ? "static " : "")
        + (method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{(parameter.Position == 0 && method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute)) ? "this " : "")}{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type) => type == typeof(void) ? "void" : type == typeof(string) ? "string" : type == typeof(bool) ? "bool" : type == typeof(int) ? "int"
        : type.Name.Split('`')[0] + Generic(type.GetGenericArguments());

    private static string Generic(Type[] arguments) => arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select(Name))}>";

    private static string Constraints(Type[] arguments) => string.Concat(arguments.Where(argument => argument.IsGenericParameter).Select(argument =>
    {
        var (flags, parts) = (argument.GenericParameterAttributes, new List<string>());
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            parts.Add("class");
        }

        parts.AddRange(argument.GetGenericParameterConstraints().Select(Name));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
        {
            parts.Add("new()");
        }

        return parts.Count == 0 ? "" : $" where {argument.Name} : {string.Join(", ", parts)}";
    }));
}
